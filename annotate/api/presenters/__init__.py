"""What programs are shown. Offsets are code points, half-open, in the version that is named beside them."""
