"""What somebody is to a deal, in words."""

from leaddesk.domain.records import Role
from leaddesk.gui.texts import tr


def role_text(role: Role) -> str:
    return {
        Role.DECISION_MAKER: tr("Decision maker"),
        Role.EVALUATOR: tr("Evaluator"),
        Role.INFLUENCER: tr("Influencer"),
    }[role]
