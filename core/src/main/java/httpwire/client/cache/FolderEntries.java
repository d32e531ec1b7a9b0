package httpwire.client.cache;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import okio.ByteString;

/**
 * The entries that have their files in a folder: which there are, and how their files go. Safe for
 * use by several threads.
 */
final class FolderEntries {
  private static final int ID_BYTES = 8;

  private final Folder folder;
  private final LruIndex<EntryFiles> index;
  private final SecureRandom random = new SecureRandom();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /** Files that are open, on a system that does not remove those. */
  private final Set<String> undeleted = new HashSet<>();

  FolderEntries(Folder folder, long maxBytes) {
    this.folder = folder;
    this.index = new LruIndex<>(maxBytes);
  }

  Folder folder() {
    return folder;
  }

  LruIndex<EntryFiles> index() {
    return index;
  }

  // 1. What is there.

  void load() throws IOException {
    FolderScan scan = FolderScan.of(folder);
    for (String name : scan.leftovers()) delete(name);
    for (FolderScan.Loaded loaded : scan.entries()) add(loaded.files(), loaded.byteCount());
  }

  void requireOpen() throws IOException {
    if (isClosed.get()) throw new IOException("the cache was closed");
  }

  String newId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return ByteString.of(id).hex();
  }

  // 2. Entries come and go.

  /** From now on it is found; those that have to go for it are removed. */
  void add(EntryFiles files, long byteCount) {
    delete(index.add(files.keyDigest(), files, byteCount));
  }

  /** It takes another number of bytes now; those that have to go for it are removed. */
  void resize(EntryFiles files, long byteCount) {
    delete(index.resize(files, byteCount));
  }

  void remove(EntryFiles files) {
    if (index.remove(files)) delete(files);
  }

  private void delete(List<EntryFiles> entries) {
    for (EntryFiles files : entries) delete(files);
  }

  /** The head first, so that there is never one without its body. */
  void delete(EntryFiles files) {
    delete(files.head());
    delete(files.body());
  }

  private void delete(String name) {
    boolean isGone = folder.delete(name);
    synchronized (undeleted) {
      undeleted.removeIf(folder::delete);
      if (!isGone) undeleted.add(name);
    }
  }

  // 3. The end.

  /** Whether this is the first time; then what could not be removed is tried once more. */
  boolean close() {
    if (!isClosed.compareAndSet(false, true)) return false;
    synchronized (undeleted) {
      undeleted.removeIf(folder::delete);
    }
    return true;
  }
}
