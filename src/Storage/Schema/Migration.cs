namespace ContextExchange.Storage;

/// <summary>One step of a schema.</summary>
/// <param name="Version">The schema's version after it.</param>
/// <param name="Serves">The oldest build, by the newest schema that it knows, which can work with it.</param>
/// <param name="File">The embedded file's name.</param>
/// <param name="Sql">What it does.</param>
internal sealed record Migration(int Version, int Serves, string File, string Sql);
