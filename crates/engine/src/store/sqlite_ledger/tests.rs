//! What only the SQLite ledger can show: other processes, other versions, damage.
