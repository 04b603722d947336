"""Exchange: tables from elsewhere become our work, checked row by row before anything is written."""
