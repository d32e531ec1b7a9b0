package httpwire.bench.run;

/** Why a client has no figure on a workload. */
final class Unmeasured extends Exception {
  Unmeasured(String reason) {
    super(reason);
  }

  Unmeasured(String reason, Throwable cause) {
    super(reason, cause);
  }
}
