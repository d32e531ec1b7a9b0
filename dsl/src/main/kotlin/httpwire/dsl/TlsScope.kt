package httpwire.dsl

/** Whom to trust and who we are; without a word, as the JVM has it. Texts are in PEM. */
@HttpDsl
public interface TlsScope {
    /**
     * Trusts these certificates, and those of other calls, but no others.
     *
     * @throws IllegalArgumentException if [pem] holds no certificate
     * @sample httpwire.examples.samples.dsl.tls
     */
    public fun trusting(pem: String)

    /**
     * Shows a certificate of ours when asked. Once in a block.
     *
     * @param certificates the chain, our own certificate first
     * @param key its private key, PKCS #8, not encrypted
     * @throws IllegalArgumentException if either cannot be read; the message never shows the key
     * @throws IllegalStateException if there is one already
     * @sample httpwire.examples.samples.dsl.identity
     */
    public fun identity(certificates: String, key: String)
}
