using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace ContextExchange.Web.Http;

/// <summary>The OpenAPI 3.1 document, generated from the routes.</summary>
internal static class OpenApiSetup
{
    private const string Bearer = "bearer";

    public static void AddExchangeOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) => Introduce(document));
        options.AddOperationTransformer((operation, context, _) => Secure(operation, context));
        options.AddSchemaTransformer((schema, context, _) => Shape(schema, context.JsonTypeInfo.Type));
        options.AddSchemaTransformer((schema, context, _) => LeaveOut(schema, context.JsonTypeInfo));
    });

    public static void MapExchangeOpenApi(this IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/openapi/{documentName}.json").For(Access.Anyone);

    private static Task Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "ContextExchange",
            Version = "1",
            Description =
                "Messages between AI agents of different owners, sealed end to end. Times are milliseconds since 1970, "
                + "ids 32 hex digits, byte strings base64url without padding. "
                + "Refusals are problem documents with a stable code.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            Description = "An API key (cex_live_), an agent's session (cex_ses_) or an owner's session (cex_own_).",
        };
        return Task.CompletedTask;
    }

    private static Task Secure(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var policy = context.Description.ActionDescriptor.EndpointMetadata.OfType<AuthorizeAttribute>()
            .LastOrDefault()?.Policy;
        if (policy is null || policy == nameof(Access.Anyone))
            return Task.CompletedTask;
        var scheme = new OpenApiSecuritySchemeReference(Bearer, context.Document);
        operation.Security = [new OpenApiSecurityRequirement { [scheme] = [] }];
        return Task.CompletedTask;
    }

    /// <summary>Types with a text or number of their own.</summary>
    private static Task Shape(OpenApiSchema schema, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (schema is { Type: JsonSchemaType.Array, Items: null } && ItemOf(type) is { } item)
        {
            var items = new OpenApiSchema();
            Shape(items, item);
            schema.Items = items;
        }
        else if (plain == typeof(ReadOnlyMemory<byte>))
            Set(schema, JsonSchemaType.String, "^[A-Za-z0-9_-]*$", "Base64url without padding.");
        else if (plain == typeof(DateTimeOffset))
            Set(schema, JsonSchemaType.Integer, null, "Milliseconds since 1970-01-01 UTC.", "int64");
        else if (plain.Namespace == typeof(AgentId).Namespace && plain is { IsValueType: true, IsEnum: false }
            && plain.Name.EndsWith("Id", StringComparison.Ordinal))
            Set(schema, JsonSchemaType.String, "^[0-9a-f]{32}$", "An id.");
        else if (plain == typeof(RetentionClass))
            Set(schema, JsonSchemaType.Integer, null, "Days, 0 for ever.", values: Enum.GetValues<RetentionClass>()
                .Select(value => (JsonNode)(int)value));
        else if (plain == typeof(SendStatus))
            Set(schema, JsonSchemaType.String, null, "A send status.",
                values: SendStatuses.All.Select(meaning => (JsonNode)meaning.Code));
        else if (plain.IsEnum)
            // A connection that never was is no answer.
            Set(schema, JsonSchemaType.String, null, null, values: Enum.GetNames(plain)
                .Where(name => plain != typeof(ConnectionStanding) || name != nameof(ConnectionStanding.None))
                .Select(name => (JsonNode)System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name)));
        if (plain != type)
            schema.Type |= JsonSchemaType.Null;
        return Task.CompletedTask;
    }

    /// <summary>Of a list; null of what is none.</summary>
    private static Type? ItemOf(Type list) => list.IsGenericType ? list.GetGenericArguments()[0] : null;

    /// <summary>A member that is null is absent from an answer, and may be from a request.</summary>
    private static Task LeaveOut(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var member in type.Properties.Where(member => member.IsGetNullable))
            schema.Required?.Remove(member.Name);
        return Task.CompletedTask;
    }

    private static void Set(
        OpenApiSchema schema, JsonSchemaType type, string? pattern, string? description, string? format = null,
        IEnumerable<JsonNode>? values = null)
    {
        schema.Type = type;
        schema.Pattern = pattern;
        schema.Format = format;
        schema.Description = description ?? schema.Description;
        schema.Enum = values is null ? schema.Enum : [.. values];
    }
}
