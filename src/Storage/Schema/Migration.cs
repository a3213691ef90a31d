namespace ContextExchange.Storage;

/// <summary>One step of the schema.</summary>
/// <param name="Version">The schema's version after it.</param>
/// <param name="File">The embedded file's name.</param>
/// <param name="Sql">What it does.</param>
internal sealed record Migration(int Version, string File, string Sql);
