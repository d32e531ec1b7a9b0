package httpwire.bench.client;

/** What is done in one exchange. */
public enum Kind {
  /** GET; the small body ends up as one value in memory. */
  GET,
  /** GET; three of the answer's many fields are looked up. */
  GET_FIELDS,
  /** GET; the large body is read through the caller's array of 64 KiB. */
  DOWNLOAD_ARRAY,
  /** GET; the large body goes into a file. */
  DOWNLOAD_FILE,
  /** GET; the large body is taken from an Okio source. */
  DOWNLOAD_SOURCE,
  /** PUT of known length, from a source or stream. */
  UPLOAD_FIXED,
  /** PUT in chunks, from a source or stream. */
  UPLOAD_CHUNKED,
  /** PUT of a file. */
  UPLOAD_FILE,
  /** PUT in chunks, from a flow of pieces of 64 KiB. */
  UPLOAD_FLOW,
  /** PUT of known length, from a suspending function that sends pieces of 64 KiB. */
  UPLOAD_WRITER,
  /** Sixteen GETs; one flush, if the client can. */
  PIPELINE
}
