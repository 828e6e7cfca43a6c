"""Turns schemas into models, enumerations, unions and type references. Start at `lowering`."""
