"""Measuring the house: data of a size (`data`), pages of the real server (`pages`), and the command."""
