package httpwire.client.cache

import okio.ByteString

/** Reads [bytes] as the file of an entry's head, and what it has as a stored head. */
internal fun readEntry(bytes: ByteString) {
    val record = EntryRecord.read(bytes)
    check(record == null || EntryRecord.read(record.write()) == record) { "a record is read as another one" }
    val stored = StoredHead.read(record?.head() ?: bytes) ?: return
    check(StoredHead.read(StoredHead.write(stored)) == stored) { "a head is read as another one" }
}

/** What Cache-Control with these lines says. */
internal fun directives(lines: List<String>): String {
    val directives = Directives.parse(lines)
    val names = listOf("no-store", "max-age", "private", "stale-while-revalidate", "x", "no-cache")
    return "${directives.isBroken} " + names.map { "$it ${directives.isBare(it)} ${directives.arguments(it)}" }
}
