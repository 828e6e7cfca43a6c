"""An `Api` enters, a `PyPackage` leaves: every decision about Python, and no text yet."""
