namespace ContextExchange.Actors;

/// <summary>Written by the generator: the assembly holds contracts or grain classes, registered by this type.</summary>
/// <param name="registration">A generated static class with a method <c>Register()</c>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class GrainAssemblyAttribute(Type registration) : Attribute
{
    /// <summary>The generated class.</summary>
    public Type Registration { get; } = registration;
}
