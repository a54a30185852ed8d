"""jeugdlib: from iJw messages to a report per gemeente."""
