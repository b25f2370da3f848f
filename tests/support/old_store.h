/* SQL that turns a store of this version into one of an older. */
#ifndef MA_TESTS_OLD_STORE_H
#define MA_TESTS_OLD_STORE_H

#define AS_VERSION_3                                                                             \
	"CREATE TABLE older (stream INTEGER NOT NULL, seq INTEGER NOT NULL, text TEXT NOT NULL," \
	" sum INTEGER NOT NULL, PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;"               \
	"INSERT INTO older SELECT key >> 40, key & 1099511627775, text, sum FROM events;"        \
	"DROP TABLE events; ALTER TABLE older RENAME TO events;"                                 \
	"UPDATE meta SET value = '3' WHERE key = 'schema';"

#define AS_VERSION_2                                         \
	AS_VERSION_3 "ALTER TABLE blobs DROP COLUMN packed;" \
		     "UPDATE meta SET value = '2' WHERE key = 'schema';"

#endif
