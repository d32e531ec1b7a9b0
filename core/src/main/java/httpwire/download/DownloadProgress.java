package httpwire.download;

/** Is told how far a download is. */
@FunctionalInterface
public interface DownloadProgress {
  /** Does nothing. */
  DownloadProgress NONE = (byteCount, totalByteCount) -> {};

  /**
   * Some bytes were written to the file. Called in the thread that writes them, which waits for it.
   * What it throws ends the download; what has been written can be resumed.
   *
   * @param byteCount how many bytes the file has, those of earlier runs included; goes back to 0 if
   *     the download begins anew
   * @param totalByteCount how many it will have; -1 if that is not known
   */
  void progressed(long byteCount, long totalByteCount);
}
