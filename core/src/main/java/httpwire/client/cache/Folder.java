package httpwire.client.cache;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import okio.Buffer;
import okio.ByteString;
import okio.FileSystem;
import okio.Okio;
import okio.Path;
import okio.Sink;
import okio.Source;

/**
 * A folder whose files nobody else may read: 0700 and 0600, where there are such permissions. Each
 * method blocks.
 */
final class Folder {
  private final FileSystem fileSystem;
  private final Path path;

  Folder(FileSystem fileSystem, Path path) {
    this.fileSystem = fileSystem;
    this.path = path;
  }

  /** Makes it if it is not there, with the folders above it. */
  void create() throws IOException {
    if (fileSystem.exists(path)) {
      if (!fileSystem.metadata(path).isDirectory()) throw new IOException(path + " is no folder");
      return;
    }
    Path parent = path.parent();
    if (parent != null) fileSystem.createDirectories(parent);
    if (isOfSystem()) Files.createDirectory(path.toNioPath(), attributes("rwx------"));
    else fileSystem.createDirectory(path);
  }

  /** A new file; fails if there is one. The caller closes it. */
  Sink create(String name) throws IOException {
    Path file = path.resolve(name);
    if (!isOfSystem()) return fileSystem.sink(file, true);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return Okio.sink(
        Channels.newOutputStream(
            Files.newByteChannel(file.toNioPath(), options, attributes("rw-------"))));
  }

  /** A new file of these bytes, which takes the place of {@code name} at once or not at all. */
  void replace(String name, String temporaryName, ByteString bytes) throws IOException {
    boolean isReplaced = false;
    try {
      try (Sink file = create(temporaryName)) {
        file.write(new Buffer().write(bytes), bytes.size());
      }
      move(temporaryName, name);
      isReplaced = true;
    } finally {
      if (!isReplaced) delete(temporaryName);
    }
  }

  void move(String from, String to) throws IOException {
    fileSystem.atomicMove(path.resolve(from), path.resolve(to));
  }

  /** Whether it is gone; one that somebody reads can't be removed on some systems. */
  boolean delete(String name) {
    try {
      fileSystem.delete(path.resolve(name), false);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  Source read(String name) throws IOException {
    return fileSystem.source(path.resolve(name));
  }

  /** Beginning at a byte. */
  Source read(String name, long from) throws IOException {
    if (from == 0) return read(name);
    var file = fileSystem.openReadOnly(path.resolve(name));
    try {
      // The source keeps the file open until it is closed itself.
      return file.source(from);
    } finally {
      file.close();
    }
  }

  /** The size of a file; -1 if it is not there. */
  long byteCount(String name) throws IOException {
    var metadata = fileSystem.metadataOrNull(path.resolve(name));
    Long size = metadata == null ? null : metadata.getSize();
    return size == null ? -1 : size;
  }

  /** When a file was written, in milliseconds since 1970; 0 if that is not known. */
  long writtenMillis(String name) throws IOException {
    var metadata = fileSystem.metadataOrNull(path.resolve(name));
    Long millis = metadata == null ? null : metadata.getLastModifiedAtMillis();
    return millis == null ? 0 : millis;
  }

  List<String> names() throws IOException {
    return fileSystem.list(path).stream().map(Path::name).toList();
  }

  /** Takes the folder for this process alone. */
  FolderLock lock(String name) throws IOException {
    Path canonical = fileSystem.canonicalize(path);
    if (!isOfSystem()) return FolderLock.of(fileSystem, canonical, null);
    Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    java.nio.file.Path file = canonical.resolve(name).toNioPath();
    return FolderLock.of(
        fileSystem, canonical, () -> FileChannel.open(file, options, attributes("rw-------")));
  }

  private boolean isOfSystem() {
    return fileSystem.equals(FileSystem.SYSTEM);
  }

  private FileAttribute<?>[] attributes(String permissions) {
    java.nio.file.Path nio = path.toNioPath();
    boolean isPosix = nio.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (!isPosix) return new FileAttribute<?>[0];
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
