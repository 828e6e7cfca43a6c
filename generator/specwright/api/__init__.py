"""A `Spec` enters, an `Api` leaves: what the document means, in no language's terms."""
