namespace ContextExchange.Web.Http;

/// <summary>Byte strings that an answer has or has not.</summary>
internal static class OptionalBytes
{
    extension(ReadOnlyMemory<byte> bytes)
    {
        /// <summary>
        /// Null for no bytes, so that the member is absent. (<c>condition ? null : bytes</c> would not do: there null
        /// becomes an empty byte string, which is present.)
        /// </summary>
        public ReadOnlyMemory<byte>? OrAbsent => bytes.IsEmpty ? default(ReadOnlyMemory<byte>?) : bytes;
    }
}
