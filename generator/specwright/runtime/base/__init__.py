"""What every other room uses: errors, headers, wire types, JSON helpers, masking."""
