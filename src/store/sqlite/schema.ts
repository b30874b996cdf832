/** Marks a file as ours ("Whry"), so that another program's database is refused rather than written to. */
export const applicationId = 0x57687279;

export const schemaVersion = 1;

/**
 * `log` is the truth: one row a commit, with the value that it wrote. `previous` is the revision of the row that this one
 * replaced (0: none), which is all that past states need: what stood at revision r is the newest state, with every row
 * after r undone. A deletion is a row whose create_revision is 0. `current` finds the newest row of each key.
 *
 *     log:      2 create a   3 create b   4 update a (previous 2)   5 delete b (previous 3)
 *     current:  a → 4
 *     at 3:     rows after 3 undone: a → 2, b → 3
 */
export const schema = `
  CREATE TABLE log (
    revision        INTEGER PRIMARY KEY,
    key             TEXT    NOT NULL,
    create_revision INTEGER NOT NULL,
    previous        INTEGER NOT NULL,
    value           BLOB
  );
  CREATE TABLE current (
    key             TEXT    NOT NULL PRIMARY KEY,
    revision        INTEGER NOT NULL,
    create_revision INTEGER NOT NULL
  ) WITHOUT ROWID;
  -- compacted: reads before it are refused. swept: log rows up to it have been cleared of what compaction forgets.
  CREATE TABLE compaction (compacted INTEGER NOT NULL, swept INTEGER NOT NULL);
  INSERT INTO compaction VALUES (1, 1);
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`;
