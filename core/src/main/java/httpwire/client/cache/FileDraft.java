package httpwire.client.cache;

import java.io.IOException;
import okio.Buffer;
import okio.ByteString;
import okio.Sink;

/** An entry that is being written to files. */
final class FileDraft implements CacheStorage.Draft {
  private final FolderEntries entries;
  private final Folder folder;
  private final String key;
  private final ByteString head;
  private final EntryFiles files;
  private final BodyCheck check = new BodyCheck();
  private final Sink body;
  private boolean isEnded;

  FileDraft(FolderEntries entries, String key, ByteString head) throws IOException {
    this.entries = entries;
    this.folder = entries.folder();
    this.key = key;
    this.head = head;
    this.files = EntryFiles.of(key, entries.newId());
    this.body = folder.create(files.unfinishedBody());
  }

  @Override
  public void write(Buffer source, long byteCount) throws IOException {
    if (isEnded) throw new IOException("the entry was ended");
    Buffer piece = new Buffer();
    piece.write(source, byteCount);
    check.update(piece, byteCount);
    if (check.byteCount() > entries.index().maxBytes())
      throw new IOException("the body is too long");
    body.write(piece, byteCount);
  }

  @Override
  public void commit() throws IOException {
    entries.requireOpen();
    if (isEnded) return;
    body.close();
    isEnded = true;
    boolean isStored = false;
    try {
      store();
      isStored = true;
    } finally {
      if (!isStored) clean();
    }
  }

  private void store() throws IOException {
    ByteString bytes = new EntryRecord(key, head, check.byteCount(), check.crc()).write();
    if (bytes.size() >= EntryRecord.MAX_BYTES) throw new IOException("the head is too long");
    folder.move(files.unfinishedBody(), files.body());
    folder.replace(files.head(), files.unfinishedHead(), bytes);
    files.checked();
    entries.add(files, bytes.size() + check.byteCount());
  }

  @Override
  public void close() throws IOException {
    if (isEnded) return;
    isEnded = true;
    try {
      body.close();
    } finally {
      clean();
    }
  }

  private void clean() {
    folder.delete(files.unfinishedBody());
    entries.delete(files);
  }
}
