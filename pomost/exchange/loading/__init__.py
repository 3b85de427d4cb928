"""Programme files: read with places (`yaml_file`), checked (`checking`), written (`writing`)."""
