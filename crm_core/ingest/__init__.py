"""Files become rows: read, mapped, checked and staged, matched with what is there, written."""
