import bot


def test_the_package_tells_its_version():
    assert bot.__version__.count(".") == 2
