package httpwire.download;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/** A download cannot be written. There is nothing new under the name of its target. */
public final class DownloadFileException extends FileSystemException {
  /** What the matter is. */
  public enum Problem {
    /** The target is a folder. */
    IS_FOLDER,
    /** There is no folder that the target could be in. */
    NO_FOLDER,
    /** The folder, or a file in it, cannot be written. */
    NOT_WRITABLE,
    /** Another download has the same target. */
    IN_USE,
    /** The disk is full. */
    NO_SPACE,
    /** Anything else; the message says what. */
    OTHER
  }

  private static final long serialVersionUID = 1L;
  private final Problem problem;

  DownloadFileException(Path file, Problem problem, String reason) {
    super(file.toString(), null, reason);
    this.problem = problem;
  }

  /** What the matter is. */
  public Problem getProblem() {
    return problem;
  }

  /** The failure of a call of the file system. */
  static DownloadFileException of(Path file, IOException cause) {
    if (cause instanceof DownloadFileException known) return known;
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    DownloadFileException failure =
        new DownloadFileException(file, problem(file, cause), "can't be written: " + reason);
    failure.initCause(cause);
    return failure;
  }

  static DownloadFileException of(Path file, ReadOnlyFileSystemException cause) {
    DownloadFileException failure =
        new DownloadFileException(file, Problem.NOT_WRITABLE, "the file system can't be written");
    failure.initCause(cause);
    return failure;
  }

  private static Problem problem(Path file, IOException cause) {
    if (cause instanceof NoSuchFileException) return Problem.NO_FOLDER;
    boolean isReadOnly = String.valueOf(cause.getMessage()).contains("Read-only");
    if (cause instanceof AccessDeniedException || isReadOnly) return Problem.NOT_WRITABLE;
    return isFull(file, cause) ? Problem.NO_SPACE : Problem.OTHER;
  }

  /** The JDK has no type for it, and its message may be in any language. */
  private static boolean isFull(Path file, IOException cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("No space left") || message.contains("not enough space")) return true;
    Path folder = file.toAbsolutePath().getParent();
    try {
      return folder != null && Files.getFileStore(folder).getUsableSpace() == 0;
    } catch (IOException unknown) {
      return false;
    }
  }
}
