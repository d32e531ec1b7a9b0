package httpwire.body.multipart;

import httpwire.Headers;
import httpwire.RequestBody;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A part of a body that is sent.
 *
 * @param headers all fields of its head
 * @param text the value if it is a text; null for other bodies
 */
record BodyPart(Headers headers, RequestBody body, @Nullable ByteString text) {
  private static final String CONTENT_DISPOSITION = "Content-Disposition";
  private static final String CONTENT_TYPE = "Content-Type";

  /** RFC 7578 §4.7: obsolete in forms, and nothing here would encode the part. */
  private static final String CONTENT_TRANSFER_ENCODING = "Content-Transfer-Encoding";

  /** A field of a form whose value is a text, with every line break as CR LF. */
  static BodyPart ofText(String name, String value) {
    FormNames.requireEncodable("the value of a part", value);
    ByteString text = ByteString.encodeUtf8(FormNames.withCrLf(value));
    Headers fields = formFields(FormNames.disposition(name, null), null, Headers.EMPTY);
    return new BodyPart(fields, RequestBody.of(text), text);
  }

  /** A field of a form, with the Content-Type of {@code more} or of its body. */
  static BodyPart ofField(String name, RequestBody body, Headers more) {
    String disposition = FormNames.disposition(name, null);
    return new BodyPart(formFields(disposition, body.contentType(), more), body, null);
  }

  /** A file of a form, with the Content-Type of {@code more}, of its body or of all files. */
  static BodyPart ofFile(String name, String filename, RequestBody body, Headers more) {
    String known = body.contentType();
    String type = known == null ? "application/octet-stream" : known;
    return new BodyPart(formFields(FormNames.disposition(name, filename), type, more), body, null);
  }

  /** A part with these fields, and the Content-Type of its body if they have none. */
  static BodyPart of(Headers headers, RequestBody body) {
    String type = body.contentType();
    if (type == null || headers.contains(CONTENT_TYPE)) return new BodyPart(headers, body, null);
    return new BodyPart(headers.newBuilder().add(CONTENT_TYPE, type).build(), body, null);
  }

  private static Headers formFields(String disposition, @Nullable String type, Headers more) {
    refuse(more, CONTENT_DISPOSITION);
    refuse(more, CONTENT_TRANSFER_ENCODING);
    Headers.Builder fields = new Headers.Builder().add(CONTENT_DISPOSITION, disposition);
    if (type != null && !more.contains(CONTENT_TYPE)) fields.add(CONTENT_TYPE, type);
    return fields.addAll(more).build();
  }

  private static void refuse(Headers headers, String name) {
    if (!headers.contains(name)) return;
    throw new IllegalArgumentException("the part of a form can't be given a " + name);
  }
}
