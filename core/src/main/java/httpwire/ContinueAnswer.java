package httpwire;

/** What came after a head with {@code Expect: 100-continue}: RFC 9110 §10.1.1. */
public enum ContinueAnswer {
  /** 100: the server wants the body. */
  CONTINUE("100 Continue"),
  /** The final response has begun: the server has decided without the body. */
  FINAL("a final response"),
  /** Nothing, for as long as was waited. The body may be sent: the server may know no 100. */
  SILENCE("no answer");

  private final String words;

  ContinueAnswer(String words) {
    this.words = words;
  }

  /** The answer in a few words, such as {@code no answer}. */
  @Override
  public String toString() {
    return words;
  }
}
