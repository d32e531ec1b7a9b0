package httpwire.internal;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import okio.BufferedSink;
import okio.Okio;

/**
 * Writes files whose content is a secret and must not be lost: cookies, for instance. At every
 * moment the file has its old content or its new content as a whole, even if the process or the
 * machine stops in the middle, and at no moment can anybody but its owner read what is written
 * (mode 0600 where the file system has POSIX permissions).
 */
public final class PrivateFile {
  private static final FileAttribute<?>[] OWNER_ONLY = {
    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
  };

  private PrivateFile() {}

  /** What is written into the file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(BufferedSink sink) throws IOException;
  }

  /**
   * Replaces the content of {@code file}, or creates it. The content goes to a temporary file in
   * the same directory, and to the disk, and then takes the place of the old one. If {@code file}
   * is a symbolic link, the file that it leads to is replaced. Blocks. Whoever writes the same file
   * at the same time replaces the other's content as a whole.
   *
   * @throws FileSystemException if it cannot be written; the file is as it was before. A process
   *     that is killed can leave its temporary file, whose name is that of {@code file} and {@code
   *     .tmp}
   */
  public static void replace(Path file, Content content) throws FileSystemException {
    try {
      Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
      Path directory = target.getParent();
      if (directory == null) throw new FileSystemException(file.toString(), null, "a directory");
      replace(target, directory, content);
    } catch (IOException e) {
      throw unwritten(file, e);
    }
  }

  private static void replace(Path target, Path directory, Content content) throws IOException {
    Path temporary =
        Files.createTempFile(
            directory, "." + target.getFileName() + ".", ".tmp", attributes(directory));
    boolean isMoved = false;
    try {
      write(temporary, content);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      isMoved = true;
    } finally {
      if (!isMoved) Files.deleteIfExists(temporary);
    }
    synchronizeDirectory(directory);
  }

  private static FileAttribute<?>[] attributes(Path directory) {
    return hasPosixPermissions(directory) ? OWNER_ONLY.clone() : new FileAttribute<?>[0];
  }

  private static boolean hasPosixPermissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void write(Path temporary, Content content) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      BufferedSink sink = Okio.buffer(Okio.sink(Channels.newOutputStream(channel)));
      content.writeTo(sink);
      sink.flush();
      channel.force(true);
    }
  }

  /** So that the new name survives a crash of the machine. Windows cannot open a directory. */
  private static void synchronizeDirectory(Path directory) throws IOException {
    if (!hasPosixPermissions(directory)) return;
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileSystemException unwritten(Path file, IOException cause) {
    FileSystemException failure =
        new FileSystemException(
            file.toString(), null, "cannot be written, and is as it was before: " + cause);
    failure.initCause(cause);
    return failure;
  }
}
