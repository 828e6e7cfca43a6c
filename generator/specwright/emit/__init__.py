"""A `PyPackage` enters, formatted files on the disk and a lock leave."""
