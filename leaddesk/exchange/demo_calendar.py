"""When things happen in the demo business, seen from one moment in one zone."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from leaddesk.domain.dates import day_bounds, local_day
from leaddesk.exchange.demo_deals import Step

LONGEST_AGO = 62
_QUARTER = timedelta(minutes=15)
_WHOLE_HOUR = datetime(2020, 1, 1, tzinfo=UTC)


class Calendar:
    """Past working times and coming days."""

    def __init__(self, now: datetime, tz: tzinfo) -> None:
        self.now = now.astimezone(UTC)
        self.tz = tz
        self.today = local_day(now, tz)
        self.days_ago = [self.today - timedelta(days=ago) for ago in range(LONGEST_AGO + 4)]
        self._openings = [self.at(self._working_day(day), 8 * 60) for day in self.days_ago]
        self._later = [timedelta(minutes=minutes) for minutes in range(600)]

    @staticmethod
    def _working_day(day: date) -> date:
        return day - timedelta(days=max(0, day.weekday() - 4))

    def at(self, day: date, minutes: int) -> datetime:
        """The UTC time so many minutes after midnight, by the clock on the wall."""
        return datetime.combine(day, time(minutes // 60, minutes % 60), self.tz).astimezone(UTC)

    def worked(self, days_ago: int, minutes: int) -> datetime:
        """So many minutes after eight on that day, or on the Friday before a weekend; 1 to 65 days ago."""
        return self._openings[days_ago] + self._later[minutes]

    def past(self, days_ago: int, hour: int, minute: int) -> datetime:
        """That local time, or a little while ago if it is still to come."""
        return min(self.at(self.days_ago[days_ago], hour * 60 + minute), self.now - timedelta(minutes=2))

    def due(self, step: Step) -> tuple[date | None, datetime | None]:
        """Day or time of a step; late in the evening today's times become 'any time today'."""
        day = self.today + timedelta(days=step.days)
        if step.minutes is None:
            return day, None
        if step.days:
            return None, self.at(day, step.minutes)
        end = day_bounds(day, self.tz)[1]
        wanted = self.now + min(timedelta(minutes=step.minutes), (end - self.now) * 0.6)
        at = wanted + (_WHOLE_HOUR - wanted) % _QUARTER
        return (None, at) if at < end else (day, None)
