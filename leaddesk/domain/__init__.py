"""What a lead, a deal, a follow-up is: frozen records and pure rules, without input or output."""
