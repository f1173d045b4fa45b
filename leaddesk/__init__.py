"""LeadDesk: an offline CRM in one file that its user owns."""

__version__ = "0.1.0"
