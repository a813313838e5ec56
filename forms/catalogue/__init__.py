"""The questionnaires shipped with the product, one TOML file each."""
