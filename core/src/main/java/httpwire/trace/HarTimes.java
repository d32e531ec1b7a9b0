package httpwire.trace;

import java.io.IOException;

/** When an exchange went from phase to phase, in microseconds since its first moment. */
final class HarTimes {
  private static final long NEVER = -1;

  private final long startNanos;
  private final boolean isAsked;
  private long resolving = NEVER;
  private long resolved = NEVER;
  private long connecting = NEVER;
  private long connected = NEVER;
  private long tlsStarted = NEVER;
  private long tls = NEVER;
  private long headSent = NEVER;
  private long sent = NEVER;
  private long answered = NEVER;
  private long ended = NEVER;

  /**
   * @param isAsked whether the first moment was that of the call, before a connection was found
   */
  HarTimes(Moment start, boolean isAsked) {
    this.startNanos = start.nanos();
    this.isAsked = isAsked;
  }

  long startNanos() {
    return startNanos;
  }

  private long at(Moment moment) {
    return Math.max(0, (moment.nanos() - startNanos) / 1_000);
  }

  void connecting(Moment moment) {
    connecting = at(moment);
    connected = NEVER;
  }

  void resolving(Moment moment) {
    resolving = at(moment);
  }

  void resolved(Moment moment) {
    resolved = at(moment);
  }

  void tlsStarted(Moment moment) {
    tlsStarted = at(moment);
  }

  /** With a proxy there may be several handshakes. */
  void tlsEstablished(Moment moment) {
    tls = Math.max(0, tls) + at(moment) - tlsStarted;
  }

  void connected(Moment moment) {
    connected = at(moment);
  }

  void headSent(Moment moment) {
    headSent = at(moment);
    sent = headSent;
  }

  void bodySent(Moment moment) {
    sent = at(moment);
  }

  void answered(Moment moment) {
    answered = at(moment);
  }

  void ended(Moment moment) {
    if (ended == NEVER) ended = at(moment);
  }

  /** Writes the members {@code time} and {@code timings} of an entry, in milliseconds. */
  void writeTo(JsonWriter json) throws IOException {
    long total = 0;
    for (long part : new long[] {blocked(), dns(), connect(), send(), waited(), receive()}) {
      total += Math.max(0, part);
    }
    json.name("time").thousandths(total).name("timings").beginObject();
    write(json, "blocked", blocked());
    write(json, "dns", dns());
    write(json, "connect", connect());
    write(json, "send", send());
    write(json, "wait", waited());
    write(json, "receive", receive());
    write(json, "ssl", tls);
    json.endObject();
  }

  private static void write(JsonWriter json, String name, long micros) throws IOException {
    json.name(name);
    if (micros < 0) json.value(NEVER);
    else json.thousandths(micros);
  }

  private long blocked() {
    if (!isAsked) return NEVER;
    if (connecting != NEVER) return connecting;
    return headSent != NEVER ? headSent : Math.max(0, ended);
  }

  private long dns() {
    return resolving == NEVER ? NEVER : between(resolving, resolved != NEVER ? resolved : ended);
  }

  /** With the handshakes, without the lookup. */
  private long connect() {
    if (connecting == NEVER) return NEVER;
    return Math.max(
        0, between(connecting, connected != NEVER ? connected : ended) - Math.max(0, dns()));
  }

  private long send() {
    // What came before was connecting, or waiting for a connection.
    long from = connected != NEVER ? connected : isAsked ? headSent : 0;
    return between(from, sent);
  }

  private long waited() {
    return between(sent, answered != NEVER ? answered : ended);
  }

  private long receive() {
    return between(answered, ended);
  }

  private static long between(long from, long to) {
    return from == NEVER || to == NEVER ? 0 : Math.max(0, to - from);
  }
}
