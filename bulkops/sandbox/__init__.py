"""The local ERP: both APIs as a state machine."""
