"""The legal desk. So far: which form of cooperation fits."""
