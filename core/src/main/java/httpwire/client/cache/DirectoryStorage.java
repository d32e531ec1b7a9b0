package httpwire.client.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okio.ByteString;
import okio.FileSystem;
import okio.Path;

/**
 * Keeps responses in the files of a folder: for each entry one with its body and one with its head.
 *
 * <ol>
 *   <li>the body is written to a file {@code .tmp}, which becomes {@code .body}
 *   <li>the head, which has the length and the checksum of the body, is written to a file {@code
 *       .new}, which becomes {@code .head}: from then on the entry is there
 * </ol>
 *
 * <p>So a process can end at any moment: what it leaves is whole, or is removed when the folder is
 * opened again. Which entries were used last is written when the storage is closed; after a crash
 * the time of their heads stands for it.
 */
final class DirectoryStorage extends IndexedStorage<EntryFiles> {
  private static final String LOCK = "lock";

  private final FolderEntries entries;
  private final FolderLock lock;

  private DirectoryStorage(FolderEntries entries, FolderLock lock) {
    super(entries.index());
    this.entries = entries;
    this.lock = lock;
  }

  /** Takes the folder, and finds what is in it. */
  static DirectoryStorage open(FileSystem fileSystem, Path path, long maxBytes) throws IOException {
    Folder folder = new Folder(fileSystem, path);
    folder.create();
    FolderLock lock = folder.lock(LOCK);
    boolean isOpen = false;
    try {
      FolderEntries entries = new FolderEntries(folder, maxBytes);
      entries.load();
      isOpen = true;
      return new DirectoryStorage(entries, lock);
    } finally {
      if (!isOpen) lock.close();
    }
  }

  @Override
  public List<Entry> find(String key) throws IOException {
    return List.copyOf(entries(key));
  }

  private List<FileEntry> entries(String key) throws IOException {
    entries.requireOpen();
    List<FileEntry> found = new ArrayList<>();
    for (EntryFiles files : index().find(EntryFiles.digest(key))) {
      FileEntry entry = FileEntry.read(entries, files);
      if (entry == null) entries.remove(files);
      else if (entry.key().equals(key)) found.add(entry);
    }
    return found;
  }

  @Override
  public Draft write(String key, ByteString head) throws IOException {
    entries.requireOpen();
    return new FileDraft(entries, key, head);
  }

  @Override
  public void remove(String key) throws IOException {
    for (FileEntry entry : entries(key)) entry.remove();
  }

  @Override
  public void clear() throws IOException {
    entries.requireOpen();
    for (EntryFiles files : index().all()) entries.remove(files);
  }

  @Override
  public void close() throws IOException {
    if (!entries.close()) return;
    try {
      FolderScan.writeOrder(entries.folder(), index().all());
    } finally {
      lock.close();
    }
  }
}
