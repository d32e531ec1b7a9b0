package httpwire.internal.wire;

import httpwire.Headers;

/** The one exit of a body: called exactly once, whichever way it ends. */
public interface BodyEnd {
  /** The whole body was taken off the wire. */
  void complete(Headers trailers);

  /** It will never be: the wire is out of step and must be closed. */
  void broken();
}
