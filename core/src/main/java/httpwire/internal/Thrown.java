package httpwire.internal;

/** What a caller's code has thrown: in Kotlin also a checked exception that no signature names. */
public final class Thrown {
  private Thrown() {}

  /**
   * Throws it as it is, whatever it is.
   *
   * @return never; the type lets the compiler see that the caller ends here
   */
  public static RuntimeException asIs(Throwable failure) {
    throw Thrown.<RuntimeException>unchecked(failure);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchecked(Throwable failure) throws T {
    throw (T) failure;
  }
}
