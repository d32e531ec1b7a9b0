package httpwire.testing;

/** The client did something else than the script says. */
final class ScriptFailure extends Exception {
  private static final long serialVersionUID = 1L;

  ScriptFailure(String message) {
    super(message);
  }
}
