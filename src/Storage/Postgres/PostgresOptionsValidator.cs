using Microsoft.Extensions.Options;
using Npgsql;

namespace ContextExchange.Storage;

/// <summary>Says what is wrong with a connection string, and what to write instead.</summary>
internal sealed class PostgresOptionsValidator : IValidateOptions<PostgresStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresStorageOptions options)
    {
        List<string> problems = [.. Problems(options)];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(PostgresStorageOptions options)
    {
        if (options.PasswordFile is { } file && !File.Exists(file))
            yield return $"There is no file '{file}': PostgresPasswordFile names the file with the "
                + "database's password.";
        if (Parse(options.ConnectionString, out var settings) is { } fault)
        {
            yield return $"The connection string of PostgreSQL cannot be read: {fault} "
                + "Write it like Host=db.example.org;Database=cex;Username=cex.";
            yield break;
        }

        if (string.IsNullOrWhiteSpace(settings.Host) || string.IsNullOrWhiteSpace(settings.Database))
            yield return "The connection string of PostgreSQL must name Host and Database.";
        else if (!PostgresAddress.IsLocal(settings.Host)
            && settings.SslMode is not (SslMode.Prefer or SslMode.VerifyFull))
            yield return $"The connection string of PostgreSQL says SSL Mode={settings.SslMode} for '{settings.Host}': "
                + "to a host that is not this machine only SSL Mode=VerifyFull is spoken; set Root Certificate to the "
                + "authority's file if the system does not know it.";
    }

    private static string? Parse(string text, out NpgsqlConnectionStringBuilder settings)
    {
        settings = [];
        try
        {
            settings.ConnectionString = text;
            return null;
        }
        catch (ArgumentException failure)
        {
            // A message may repeat a part of the string, and the password is one.
            return failure.ParamName is { } keyword ? $"'{keyword}' is wrong." : "a part of it is wrong.";
        }
    }
}
