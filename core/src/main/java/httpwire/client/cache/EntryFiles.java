package httpwire.client.cache;

import java.util.regex.Pattern;
import okio.ByteString;

/** The names of the files of one entry. Compared by identity. */
final class EntryFiles {
  private static final String HEAD = ".head";
  private static final String BODY = ".body";
  private static final int KEY_DIGITS = 32;

  /** Those of entries, and those that are left if one is not committed. */
  private static final Pattern OURS =
      Pattern.compile("[0-9a-f]{32}-[0-9a-f]{16}(-[0-9a-f]{16})?\\.(head|body|tmp|new)");

  private final String name;

  /** Whether the body is known to be right. */
  private volatile boolean isChecked;

  private EntryFiles(String name) {
    this.name = name;
  }

  /**
   * @param id tells it from others of the same key: 16 hexadecimal digits
   */
  static EntryFiles of(String key, String id) {
    return new EntryFiles(digest(key) + "-" + id);
  }

  /**
   * @param name of the entry: that of its head without the ending
   */
  static EntryFiles named(String name) {
    return new EntryFiles(name);
  }

  /** What the names of all entries of a key begin with. */
  static String digest(String key) {
    return ByteString.encodeUtf8(key).sha256().hex().substring(0, KEY_DIGITS);
  }

  /** Whether a file is one of an entry; others in a folder are left alone. */
  static boolean isOurs(String fileName) {
    return OURS.matcher(fileName).matches();
  }

  static boolean isHead(String fileName) {
    return fileName.endsWith(HEAD);
  }

  static boolean isBody(String fileName) {
    return fileName.endsWith(BODY);
  }

  /** The name of the entry that a head or a body belongs to. */
  static String entryName(String fileName) {
    return fileName.substring(0, fileName.lastIndexOf('.'));
  }

  String name() {
    return name;
  }

  String keyDigest() {
    return name.substring(0, KEY_DIGITS);
  }

  String head() {
    return name + HEAD;
  }

  String body() {
    return name + BODY;
  }

  /** The body while it is written. */
  String unfinishedBody() {
    return name + ".tmp";
  }

  /** The head while it is written for the first time. */
  String unfinishedHead() {
    return name + ".new";
  }

  /** A head while it is written that takes the place of another one. */
  String unfinishedHead(String id) {
    return name + "-" + id + ".new";
  }

  boolean isChecked() {
    return isChecked;
  }

  void checked() {
    isChecked = true;
  }
}
