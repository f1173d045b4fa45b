"""The services, for screens: each is loaded by its first call, on the thread that the runner makes it on.

So a screen names the services that it may need some day, and neither its opening nor the window waits for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leaddesk.services import activities as activities
    from leaddesk.services import backups as backups
    from leaddesk.services import board as board
    from leaddesk.services import care as care
    from leaddesk.services import contacts as contacts
    from leaddesk.services import deal_list as deal_list
    from leaddesk.services import deals as deals
    from leaddesk.services import demo as demo
    from leaddesk.services import editing as editing
    from leaddesk.services import erasing as erasing
    from leaddesk.services import followups as followups
    from leaddesk.services import forecast as forecast
    from leaddesk.services import history as history
    from leaddesk.services import history_care as history_care
    from leaddesk.services import history_details as history_details
    from leaddesk.services import links as links
    from leaddesk.services import live as live
    from leaddesk.services import participants as participants
    from leaddesk.services import pipelines as pipelines
    from leaddesk.services import rates as rates
    from leaddesk.services import restoring as restoring
    from leaddesk.services import searching as searching
    from leaddesk.services import stages as stages
    from leaddesk.services import tags as tags
    from leaddesk.services import trash as trash
    from leaddesk.services import users as users
    from leaddesk.services import views as views
    from leaddesk.services import workspace as workspace
else:

    def __getattr__(name: str) -> "_Area":
        return _Area(name)


class _Area:
    """A module of services by its name. What is no function is loaded as soon as it is named."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return _named(self._name, name) if name[0].isupper() else _Service(self._name, name)


class _Service:
    """A function by its name."""

    def __init__(self, area: str, name: str) -> None:
        self._area, self._name = area, name

    def __call__(self, *args: Any, **values: Any) -> Any:
        return _named(self._area, self._name)(*args, **values)


def _named(area: str, name: str) -> Any:
    return getattr(import_module(f"leaddesk.services.{area}"), name)
