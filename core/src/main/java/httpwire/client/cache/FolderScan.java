package httpwire.client.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okio.BufferedSource;
import okio.ByteString;
import okio.Okio;

/**
 * What is in a folder when it is opened, and the order of use that the last one to close it left.
 */
final class FolderScan {
  private static final String ORDER = "order";

  private final Folder folder;
  private final Set<String> names;
  private final Map<String, Integer> order;

  private FolderScan(Folder folder) throws IOException {
    this.folder = folder;
    this.names = new HashSet<>(folder.names());
    this.order = order(folder);
  }

  static FolderScan of(Folder folder) throws IOException {
    return new FolderScan(folder);
  }

  /** An entry that is there, and what it takes. */
  record Loaded(EntryFiles files, long byteCount, int rank, long writtenMillis) {}

  /** The entries, the one that was used last at the end. */
  List<Loaded> entries() throws IOException {
    List<Loaded> entries = new ArrayList<>();
    for (String name : names) {
      if (isEntry(name)) entries.add(loaded(EntryFiles.named(EntryFiles.entryName(name))));
    }
    entries.sort(Comparator.comparingInt(Loaded::rank).thenComparingLong(Loaded::writtenMillis));
    return entries;
  }

  private Loaded loaded(EntryFiles files) throws IOException {
    long byteCount = folder.byteCount(files.head()) + folder.byteCount(files.body());
    int rank = order.getOrDefault(files.name(), Integer.MAX_VALUE);
    return new Loaded(files, byteCount, rank, folder.writtenMillis(files.head()));
  }

  /** The files of entries that were not committed, or not removed to their end. */
  List<String> leftovers() {
    return names.stream().filter(name -> EntryFiles.isOurs(name) && !isPartOfEntry(name)).toList();
  }

  private boolean isPartOfEntry(String name) {
    if (!EntryFiles.isBody(name)) return isEntry(name);
    return names.contains(EntryFiles.named(EntryFiles.entryName(name)).head());
  }

  /** Whether it is a head whose body is there. */
  private boolean isEntry(String name) {
    if (!EntryFiles.isOurs(name) || !EntryFiles.isHead(name)) return false;
    return names.contains(EntryFiles.named(EntryFiles.entryName(name)).body());
  }

  private static Map<String, Integer> order(Folder folder) {
    Map<String, Integer> order = new HashMap<>();
    try (BufferedSource file = Okio.buffer(folder.read(ORDER))) {
      for (String name = file.readUtf8Line(); name != null; name = file.readUtf8Line()) {
        order.put(name, order.size());
      }
    } catch (IOException e) {
      // It is missing or can't be read: the times of the files stand for it.
    }
    return order;
  }

  /**
   * Leaves the order of use for the next one to open the folder.
   *
   * @param entries the one that was used last at the end
   */
  static void writeOrder(Folder folder, List<EntryFiles> entries) throws IOException {
    StringBuilder order = new StringBuilder();
    for (EntryFiles files : entries) order.append(files.name()).append('\n');
    folder.replace(ORDER, ORDER + ".new", ByteString.encodeUtf8(order.toString()));
  }
}
