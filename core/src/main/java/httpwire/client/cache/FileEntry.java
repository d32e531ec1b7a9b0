package httpwire.client.cache;

import java.io.IOException;
import okio.BufferedSource;
import okio.ByteString;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** An entry in files, as it was when it was found. */
final class FileEntry implements CacheStorage.Entry {
  /** A body up to this length is checked before it is first given out. */
  private static final long MAX_CHECKED_BYTES = 16L << 20;

  private final FolderEntries entries;
  private final Folder folder;
  private final EntryFiles files;
  private final EntryRecord record;

  private FileEntry(FolderEntries entries, EntryFiles files, EntryRecord record) {
    this.entries = entries;
    this.folder = entries.folder();
    this.files = files;
    this.record = record;
  }

  /** Null if its head is damaged or gone. */
  static @Nullable FileEntry read(FolderEntries entries, EntryFiles files) {
    try (BufferedSource file = Okio.buffer(entries.folder().read(files.head()))) {
      if (file.request(EntryRecord.MAX_BYTES)) return null;
      EntryRecord record = EntryRecord.read(file.readByteString());
      return record == null ? null : new FileEntry(entries, files, record);
    } catch (IOException e) {
      return null;
    }
  }

  String key() {
    return record.key();
  }

  @Override
  public ByteString head() {
    return record.head();
  }

  @Override
  public long bodyByteCount() {
    return record.bodyByteCount();
  }

  @Override
  public Source openBody(long from) throws IOException {
    entries.requireOpen();
    if (folder.byteCount(files.body()) != bodyByteCount()) {
      remove();
      throw new IOException("a stored body is cut off or gone");
    }
    entries.index().used(files);
    if (!files.isChecked() && bodyByteCount() <= MAX_CHECKED_BYTES) check();
    boolean isWhole = from == 0;
    Integer crc = isWhole && !files.isChecked() ? record.bodyCrc() : null;
    Source file = folder.read(files.body(), from);
    return new CheckedBody(file, bodyByteCount() - from, crc, this::remove);
  }

  private void check() throws IOException {
    Integer crc = record.bodyCrc();
    Source file = folder.read(files.body(), 0);
    try (BufferedSource all =
        Okio.buffer(new CheckedBody(file, bodyByteCount(), crc, this::remove))) {
      all.readAll(Okio.blackhole());
    }
    files.checked();
  }

  @Override
  public void replaceHead(ByteString head) throws IOException {
    entries.requireOpen();
    if (!entries.index().contains(files)) return;
    EntryRecord replaced =
        new EntryRecord(record.key(), head, record.bodyByteCount(), record.bodyCrc());
    folder.replace(files.head(), files.unfinishedHead(entries.newId()), replaced.write());
    resize();
    // Removed in the meantime, by somebody who did not see the new file.
    if (!entries.index().contains(files)) entries.delete(files);
  }

  /** Counts the head that is there, which is that of the last one to replace it. */
  private void resize() throws IOException {
    long headBytes;
    do {
      headBytes = folder.byteCount(files.head());
      entries.resize(files, headBytes + bodyByteCount());
    } while (folder.byteCount(files.head()) != headBytes);
  }

  @Override
  public void remove() {
    entries.remove(files);
  }
}
