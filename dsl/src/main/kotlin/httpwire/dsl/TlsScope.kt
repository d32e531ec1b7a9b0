package httpwire.dsl

import httpwire.transport.ClientCertificate
import httpwire.transport.TlsVersion

/** Which certificates are trusted and which one is presented; the defaults are the JVM's. Texts are in PEM. */
@HttpDsl
public interface TlsScope {
    /**
     * Trusts the certificates in [pem] and in other calls of this block, and no others.
     *
     * @throws IllegalArgumentException if [pem] contains no certificate
     * @sample httpwire.examples.samples.dsl.tls
     */
    public fun trusting(pem: String)

    /**
     * Presents a certificate if the server asks for one. May be called once in a block.
     *
     * @param certificates the chain, beginning with the client's own certificate
     * @param key its private key, not encrypted: PKCS #8, PKCS #1 or SEC 1
     * @throws IllegalArgumentException if one of the two cannot be read; the message never contains the key
     * @throws IllegalStateException if it is called a second time
     * @sample httpwire.examples.samples.dsl.identity
     */
    public fun identity(certificates: String, key: String)

    /**
     * Presents [certificate] to [host] if it asks for one; of several calls the first that fits counts.
     *
     * @param host a host; `*.` and a domain for all hosts one label below it; `*` for all
     * @sample httpwire.examples.samples.dsl.clientCertificate
     */
    public fun clientCertificate(certificate: ClientCertificate, host: String = "*")

    /**
     * Accepts [host] only if its public key, or that of an issuer of its certificate, has one of these
     * hashes; at least two, so that there is one in reserve.
     *
     * @param host a host; `*.` and a domain for all hosts one label below it; `*` for all
     * @param pins `sha256/` and the Base64 of the SHA-256 of a SubjectPublicKeyInfo
     * @throws IllegalArgumentException if a pin has another form, or there is only one
     * @sample httpwire.examples.samples.dsl.pins
     */
    public fun pin(host: String, vararg pins: String)

    /**
     * Agrees to no older version.
     *
     * @sample httpwire.examples.samples.dsl.pins
     */
    public fun minimumVersion(version: TlsVersion)

    /**
     * Accepts every certificate, for whatever host: whoever is on the path can read and change all that is sent.
     * Only with a [pin] is the peer known all the same, by its key.
     *
     * @sample httpwire.examples.samples.dsl.unverified
     */
    public fun unverified()
}
