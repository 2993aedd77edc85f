"""The checker checked: right and wrong derivatives of several hundred functions, here and in other tools."""
