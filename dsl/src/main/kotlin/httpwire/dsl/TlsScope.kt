package httpwire.dsl

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
     * @param key its private key, PKCS #8, not encrypted
     * @throws IllegalArgumentException if one of the two cannot be read; the message never contains the key
     * @throws IllegalStateException if it is called a second time
     * @sample httpwire.examples.samples.dsl.identity
     */
    public fun identity(certificates: String, key: String)
}
