package httpwire.download;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A download cannot be written. There is nothing new under the name of its target. */
public final class DownloadFileException extends FileSystemException {
  /** What is wrong. */
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

  /** What is wrong. */
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

  /** A file system that is read-only by its nature, as an archive, or has no file channels. */
  static DownloadFileException of(Path file, UnsupportedOperationException cause) {
    DownloadFileException failure =
        new DownloadFileException(file, Problem.NOT_WRITABLE, "the file system can't be written");
    failure.initCause(cause);
    return failure;
  }

  private static Problem problem(Path file, IOException cause) {
    if (cause instanceof NoSuchFileException) return Problem.NO_FOLDER;
    Path folder = file.toAbsolutePath().getParent();
    // The JDK has few types, and its messages may be in any language.
    boolean isLocked = folder != null && !Files.isWritable(folder);
    if (cause instanceof AccessDeniedException || isLocked) return Problem.NOT_WRITABLE;
    return isFull(folder, cause) ? Problem.NO_SPACE : Problem.OTHER;
  }

  private static boolean isFull(@Nullable Path folder, IOException cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("No space left") || message.contains("not enough space")) return true;
    try {
      return folder != null && Files.getFileStore(folder).getUsableSpace() == 0;
    } catch (IOException unknown) {
      return false;
    }
  }
}
