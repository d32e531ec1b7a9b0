package httpwire.download;

import httpwire.ContentRange;
import httpwire.Headers;
import httpwire.internal.syntax.Decimals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a response means to a download: a function of the response, and of what was asked.
 *
 * @param what what to do
 * @param range of {@link What#CONTINUES} the part that the response has; else null
 * @param total how many bytes the file has in all; -1 if that is unknown
 * @param reason why it is not {@link What#CONTINUES}, for a message
 */
record ResumeRule(What what, @Nullable ContentRange range, long total, String reason) {
  /** What to do. */
  enum What {
    /** The response has the whole file: what there was is given up. */
    WHOLE,
    /** The response goes on where the part ends. */
    CONTINUES,
    /** The part is the whole file. */
    COMPLETE,
    /** The response is of no use: the whole file is asked for. */
    ANEW,
    /** The response is not the file. */
    REFUSED
  }

  /**
   * @param from the first byte that was asked for, with Range and If-Range; 0 if all was
   * @param known what the part is part of; null if all was asked for
   * @param hasDigest whether the caller will compare the file with a digest
   */
  static ResumeRule of(
      int status, Headers headers, long from, @Nullable PartState known, boolean hasDigest) {
    if (status == 200) return new ResumeRule(What.WHOLE, null, length(headers), "");
    if (known == null || from == 0) return refused("the status is " + status);
    if (status == 206) return ofPart(headers, from, known);
    if (status == 416) return ofUnsatisfied(headers, from, known, hasDigest);
    return refused("the status is " + status);
  }

  /** RFC 9110 §15.3.7. */
  private static ResumeRule ofPart(Headers headers, long from, PartState known) {
    if ("multipart/byteranges".equals(headers.contentType())) return anew("several parts came");
    if (isCoded(headers)) return anew("the part is coded");
    ContentRange range = range(headers);
    if (range == null || range.isUnsatisfied()) return anew("Content-Range is missing or invalid");
    if (!range.unit().equals(ContentRange.BYTES)) return anew("Content-Range is not of bytes");
    if (range.first() != from) return anew("Content-Range is not the one that was asked for");
    long total = range.total() < 0 ? known.total() : range.total();
    if (total < 0) return anew("the length of the file is not known");
    if (known.total() >= 0 && total != known.total()) return anew("the file has another length");
    if (range.last() >= total) return anew("Content-Range goes beyond the end of the file");
    if (!isOfLength(headers, range)) return anew("Content-Length contradicts Content-Range");
    if (!known.validator().matches(headers)) return anew("the part is of another file");
    return new ResumeRule(What.CONTINUES, range, total, "");
  }

  /**
   * RFC 9110 §15.5.17. With If-Range the answer to a file that has changed is 200, but only of a
   * server that looks at If-Range first.
   */
  private static ResumeRule ofUnsatisfied(
      Headers headers, long from, PartState known, boolean hasDigest) {
    ContentRange range = range(headers);
    boolean isAll =
        range != null
            && range.isUnsatisfied()
            && range.unit().equals(ContentRange.BYTES)
            && range.total() == from
            && (known.total() < 0 || known.total() == from);
    boolean isSame =
        known.total() == from
            || hasDigest
            || (known.validator().isTag() && known.validator().matches(headers));
    boolean isOther = headers.contains("ETag") && !known.validator().matches(headers);
    if (!isAll || !isSame || isOther) return anew("the part is not a part of the file");
    return new ResumeRule(What.COMPLETE, null, from, "");
  }

  /** Whether the bytes are not those of the file itself. */
  static boolean isCoded(Headers headers) {
    String coding = headers.joined("Content-Encoding");
    return coding != null && !coding.isBlank() && !coding.equalsIgnoreCase("identity");
  }

  private static @Nullable ContentRange range(Headers headers) {
    List<String> values = headers.getAll("Content-Range");
    return values.size() == 1 ? ContentRange.parse(values.get(0)) : null;
  }

  private static boolean isOfLength(Headers headers, ContentRange range) {
    long length = length(headers);
    return length < 0 || length == range.length();
  }

  /** How long the body is; -1 if that is not known in advance. */
  private static long length(Headers headers) {
    String length = headers.get("Content-Length");
    if (length == null || headers.contains("Transfer-Encoding")) return -1;
    return Decimals.parseDecimal(length);
  }

  private static ResumeRule anew(String reason) {
    return new ResumeRule(What.ANEW, null, -1, reason);
  }

  private static ResumeRule refused(String reason) {
    return new ResumeRule(What.REFUSED, null, -1, reason);
  }
}
